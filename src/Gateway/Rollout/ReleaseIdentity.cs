using System.Reflection;
using Gateway.Signals;

namespace Gateway.Rollout;

/// <summary>Which release this is: <c>GET /version</c>, and the labels of its signals.</summary>
/// <param name="Version">Semantic version.</param>
/// <param name="Commit">The source's commit; empty in a build without one.</param>
internal sealed record ReleaseIdentity(string Version, string Commit)
{
    public static ReleaseIdentity OfThisBuild()
    {
        var informational = typeof(ReleaseIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? new(informational, "") : new(informational[..plus], informational[(plus + 1)..]);
    }

    public Build AsBuild() => new(Version, Commit);
}
