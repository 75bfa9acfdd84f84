using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Deploy;

public sealed class DockerfileTests
{
    [Theory]
    [InlineData("deploy/gateway.Dockerfile", "Gateway")]
    [InlineData("deploy/local.Dockerfile", "Gateway.Local")]
    public void An_image_holds_what_the_tree_has_and_runs_it_without_rights(string path, string assembly) =>
        Assert.Empty(new Dockerfile(Repository.Read(path)).Problems(Repository.Root, assembly));

    [Fact]
    public void The_gateways_image_asks_for_its_own_health_without_a_shell() =>
        Assert.Empty(new Dockerfile(Repository.Read("deploy/gateway.Dockerfile")).HealthcheckProblems("Gateway"));

    [Theory]
    [InlineData("COPY global.json", "COPY absent.json", "'absent.json'")]
    [InlineData("COPY src/Gateway/ ", "COPY src/Absent/ ", "'src/Absent/'")]
    [InlineData("Gateway.csproj", "Other.csproj", "Gateway.csproj is not built")]
    [InlineData("-chiseled", "", "not chiseled")]
    [InlineData("USER $APP_UID\n", "", "runs as root")]
    [InlineData("USER $APP_UID", "USER root", "runs as root")]
    [InlineData("ENTRYPOINT [\"dotnet\", \"/app/Gateway.dll\"]", "ENTRYPOINT dotnet /app/Gateway.dll", "ENTRYPOINT")]
    [InlineData("ENTRYPOINT [\"dotnet\", \"/app/Gateway.dll\"]", "ENTRYPOINT [\"dotnet\", \"/app/Other.dll\"]", "ENTRYPOINT")]
    [InlineData("CMD [\"dotnet\", \"/app/Gateway.dll\", \"healthcheck\"", "CMD [\"dotnet\", \"/app/Gateway.dll\", \"serve\"", "HEALTHCHECK")]
    [InlineData("HEALTHCHECK", "LABEL", "HEALTHCHECK")]
    public void A_broken_image_is_caught(string text, string broken, string problem)
    {
        var original = Repository.Read("deploy/gateway.Dockerfile");
        Assert.Contains(text, original, StringComparison.Ordinal);
        var dockerfile = new Dockerfile(original.Replace(text, broken, StringComparison.Ordinal));
        var problems = dockerfile.Problems(Repository.Root, "Gateway").Concat(dockerfile.HealthcheckProblems("Gateway"));
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Central_files_that_the_build_reads_are_copied_before_the_restore()
    {
        foreach (var path in new[] { "deploy/gateway.Dockerfile", "deploy/local.Dockerfile" })
        {
            var beforeRestore = Repository.Read(path).Split("RUN dotnet restore")[0];
            foreach (var file in new[] { "global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig" })
                Assert.Contains(file, beforeRestore, StringComparison.Ordinal);
        }
    }
}
