namespace Gateway.Signals;

/// <summary>How a request went, in one word: what the availability objective counts.</summary>
internal enum Outcome
{
    /// <summary>An answer below 400.</summary>
    Ok,

    /// <summary>A refusal that is the client's to mend: 4xx.</summary>
    Refused,

    /// <summary>The client went away before its answer was whole.</summary>
    ClientAborted,

    /// <summary>An answer of 500 and above, or one that broke off.</summary>
    Failed,

    /// <summary>Nobody answered in time.</summary>
    TimedOut,

    /// <summary>Turned away on purpose, to keep the rest alive: overload, an open breaker.</summary>
    Shed,
}

internal static class Outcomes
{
    public static readonly IReadOnlyList<Outcome> All = Enum.GetValues<Outcome>();

    /// <summary>The metric's <c>outcome</c> attribute.</summary>
    public static string ToTag(this Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.Refused => "refused",
        Outcome.ClientAborted => "client_aborted",
        Outcome.Failed => "failed",
        Outcome.TimedOut => "timed_out",
        Outcome.Shed => "shed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a name."),
    };

    /// <summary>Whether it counts against the availability objective: a failure that is not the client's doing.</summary>
    public static bool IsError(this Outcome outcome) => outcome is Outcome.Failed or Outcome.TimedOut or Outcome.Shed;
}
