using Gateway.Tests.Conventions;
using Xunit;

namespace Gateway.Tests.Deploy;

public sealed class ComposeFileTests
{
    private static readonly string Yaml = Repository.Read("docker-compose.yml");
    private static readonly string Settings = Repository.Read("deploy/gateway/appsettings.json");

    [Fact]
    public void Everything_the_stack_refers_to_is_there() => Assert.Empty(Problems(Yaml, Settings));

    [Theory]
    [InlineData("dockerfile: deploy/gateway.Dockerfile", "dockerfile: deploy/absent.Dockerfile", "dockerfile 'deploy/absent.Dockerfile'")]
    [InlineData("context: ., dockerfile: deploy/local", "context: ./absent, dockerfile: deploy/local", "build context './absent'")]
    [InlineData("./deploy/haproxy:/etc", "./deploy/absent:/etc", "'./deploy/absent' is mounted")]
    [InlineData("\n  sessions: {}", "", "volume 'sessions' is not declared")]
    [InlineData("\n  identity: {}\n", "\n  identity: {}\n  spare: {}\n", "volume 'spare' is used by nobody")]
    [InlineData("\n    redis: { condition", "\n    store: { condition", "depends on 'store'")]
    [InlineData("condition: service_started", "condition: service_healthy", "waits for 'identity'")]
    [InlineData("networks: { edge:", "networks: { inner:", "network 'inner'")]
    [InlineData("network_mode: service:front", "network_mode: service:back", "'service:back', which is no service")]
    [InlineData("network_mode: service:front\n  volumes", "network_mode: service:front\n  ports: [ \"9:9\" ]\n  volumes", "shares a network and yet")]
    [InlineData("\"8080:8080\", ", "\"8080:8080\", \"8080:8090\", ", "port 8080 is published 2 times")]
    [InlineData("http://127.0.0.1:8182", "http://127.0.0.1:8181", "port 8181 is listened on 2 times")]
    [InlineData("--port, \"8091\"", "--port, \"8090\"", "port 8090 is listened on 2 times")]
    [InlineData("GATEWAY_2: 127.0.0.1:8182", "GATEWAY_2: 127.0.0.1:8181", "front sends traffic of gateway-2")]
    [InlineData("GATEWAY_1_OPERATIONS_PORT: 8281", "GATEWAY_1_OPERATIONS_PORT: 8282", "front asks for the health of gateway-1")]
    [InlineData("stop_grace_period: 45s", "stop_grace_period: 35s", "not longer than a drain")]
    [InlineData("  stop_grace_period: 45s\n", "", "not longer than a drain")]
    [InlineData("noeviction", "allkeys-lru", "may evict")]
    [InlineData("--appendonly, \"yes\"", "--appendonly, \"no\"", "no append-only file")]
    [InlineData("\"sessions:/data\"", "\"sessions:/elsewhere\"", "/data is not kept")]
    [InlineData("read_only: true", "read_only: false", "root file system is writable")]
    [InlineData("tmpfs: [ /tmp ]", "tmpfs: []", "no tmpfs")]
    [InlineData("cap_drop: [ ALL ]", "cap_drop: []", "capabilities are not dropped")]
    [InlineData("image: haproxy:3.2", "image: \"\"", "front: no image")]
    [InlineData("--storage.tsdb.retention.time=35d", "--storage.tsdb.retention.time=15d", "prometheus: forgets after 15 days")]
    [InlineData("      - --storage.tsdb.retention.time=35d\n", "", "prometheus: forgets after 15 days")]
    [InlineData("http://127.0.0.1:8282", "http://127.0.0.1:8283", "prometheus: does not scrape 127.0.0.1:8283")]
    [InlineData("--metrics, \"http://127.0.0.1:9115\"", "--metrics, \"http://127.0.0.1:9116\"", "prometheus: does not scrape 127.0.0.1:9116")]
    [InlineData("--web.listen-address=0.0.0.0:9093", "--web.listen-address=0.0.0.0:9094", "prometheus: sends alerts elsewhere than to 127.0.0.1:9094")]
    [InlineData("--web.listen-address=0.0.0.0:9090", "--web.listen-address=0.0.0.0:9091", "grafana: asks elsewhere than at 127.0.0.1:9091")]
    [InlineData("OBSERVER: 127.0.0.1:5514", "OBSERVER: 127.0.0.1:5515", "front: sends its log elsewhere than to 127.0.0.1:5514")]
    [InlineData("127.0.0.1:3000:3000", "3000:3000", "front: publishes 3000:3000 to other machines")]
    [InlineData("GF_SERVER_HTTP_PORT: \"3000\"", "GF_SERVER_HTTP_PORT: \"9090\"", "port 9090 is listened on 2 times")]
    public void A_broken_stack_is_caught(string text, string broken, string problem)
    {
        Assert.Contains(text, Yaml, StringComparison.Ordinal);
        Assert.Contains(Problems(Yaml.Replace(text, broken, StringComparison.Ordinal), Settings), found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_longer_drain_than_the_grace_period_is_caught() =>
        Assert.Contains(
            Problems(Yaml, Settings.Replace("00:00:30", "00:01:00", StringComparison.Ordinal)),
            found => found.Contains("not longer than a drain", StringComparison.Ordinal));

    [Fact]
    public void A_key_that_compose_would_not_know_is_caught() =>
        Assert.ThrowsAny<YamlDotNet.Core.YamlException>(() => ComposeFile.Parse(Yaml.Replace("cap_drop:", "capdrop:", StringComparison.Ordinal)));

    [Theory]
    [InlineData("\n  redis:\n", "\n  gateway-2:\n")]
    [InlineData("      GATEWAY_2: ", "      GATEWAY_1: ")]
    public void What_is_said_twice_is_caught_as_compose_would(string text, string twice)
    {
        Assert.Contains(text, Yaml, StringComparison.Ordinal);
        Assert.ThrowsAny<YamlDotNet.Core.YamlException>(() => ComposeFile.Parse(Yaml.Replace(text, twice, StringComparison.Ordinal)));
    }

    private static List<string> Problems(string yaml, string settings)
    {
        var compose = ComposeFile.Parse(yaml);
        return [.. ComposeReferences.Problems(compose, Repository.Root), .. ComposePorts.Problems(compose), .. ComposeSafety.Problems(compose, settings), .. ComposeMonitoring.Problems(compose)];
    }
}
