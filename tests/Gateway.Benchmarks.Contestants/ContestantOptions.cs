namespace Gateway.Benchmarks.Contestants;

internal enum ContestantKind
{
    /// <summary>YARP as it comes, for everybody.</summary>
    Yarp,

    /// <summary>YARP behind ASP.NET Core's cookie sessions, kept in Redis.</summary>
    Textbook,

    /// <summary>YARP behind ASP.NET Core's validation of bearer tokens.</summary>
    JwtBearer,
}

/// <summary>Where a contestant finds its surroundings; the command line says it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Backend">What is behind it.</param>
/// <param name="AllocationsPort">Where it says how much it has allocated.</param>
/// <param name="Authority">The identity provider.</param>
/// <param name="Redis">The session store's connection string.</param>
/// <param name="Keys">The folder of the cookies' key ring, shared by equal processes.</param>
internal sealed record ContestantOptions(ContestantKind Kind, string Backend, int AllocationsPort, string? Authority, string? Redis, string? Keys)
{
    public static ContestantOptions Of(IConfiguration configuration) =>
        configuration.Get<ContestantOptions>() ?? throw new InvalidOperationException("Nothing was said about the contestant.");
}
