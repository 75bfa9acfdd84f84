using Gateway.Signals;

namespace Gateway.Operations.Status;

/// <summary>Something this replica needs and does not own: how it looks from here.</summary>
/// <param name="Kind">Whose an error is when it fails.</param>
/// <param name="Name">Which of them: an address, or a cluster and its destination.</param>
/// <param name="State">How it looks now.</param>
/// <param name="LastError">The kind of its last failure, also when that is over; no message, which could hold anything.</param>
/// <param name="Degrades">What users see while it is down.</param>
internal sealed record Dependency(Owner Kind, string Name, DependencyState State, string? LastError, string Degrades);

internal enum DependencyState
{
    /// <summary>It answered when it was last asked.</summary>
    Up,

    /// <summary>It did not.</summary>
    Down,

    /// <summary>Nobody has asked it yet, or nobody ever does.</summary>
    Unknown,
}

/// <param name="Dependency">How it looks.</param>
/// <param name="Since">Since when it has been in this state; the replica's start at the earliest.</param>
internal sealed record WatchedDependency(Dependency Dependency, DateTimeOffset Since);

internal static class DependencyStates
{
    /// <summary>The word in <c>/api/status</c> and on the live page.</summary>
    public static string ToWord(this DependencyState state) => state switch
    {
        DependencyState.Up => "up",
        DependencyState.Down => "down",
        DependencyState.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state without a word."),
    };
}
