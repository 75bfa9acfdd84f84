using System.Reflection;

namespace Gateway.Local.Hosting;

/// <summary>What only the build knows, written into the assembly by the project file.</summary>
internal static class BuildFacts
{
    /// <summary>The folder of this project: data and the replicas' settings lie beside the source, whatever the working directory.</summary>
    public static string ProjectDirectory { get; } = Read("ProjectDirectory");

    /// <summary>The gateway's assembly, built together with the stack.</summary>
    public static string GatewayAssembly { get; } = Read("GatewayAssembly");

    private static string Read(string key) => typeof(BuildFacts).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value ?? "";
}
