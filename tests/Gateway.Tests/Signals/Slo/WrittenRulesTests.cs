using System.Text;
using Gateway.Operations.Commands;
using Gateway.Signals.Slo;
using Gateway.Signals.Slo.Rules;
using Gateway.Tests.Conventions;
using Microsoft.Extensions.Configuration;
using Xunit;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Signals.Slo;

public sealed class WrittenRulesTests
{
    private const string Runbook = "deploy/runbook.md";

    /// <summary>After a change: <c>gateway alert-rules --contentRoot deploy/gateway > deploy/prometheus/rules.yml</c>, or copy it from artifacts/.</summary>
    [Fact]
    public void The_shipped_rules_are_those_of_the_shipped_settings()
    {
        var made = AlertRulesCommand.Write(new ConfigurationBuilder().AddJsonFile(Repository.PathOf("deploy/gateway/appsettings.json")).Build(), Runbook);
        var written = Repository.Read("deploy/prometheus/rules.yml");
        if (made != written)
        {
            Directory.CreateDirectory(Repository.PathOf("artifacts"));
            File.WriteAllText(Repository.PathOf("artifacts/rules.yml"), made);
        }

        Assert.Equal(made, written);
    }

    [Fact]
    public void Every_alert_links_to_a_section_of_the_runbook()
    {
        var sections = Repository.Read(Runbook).Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(Anchor).ToHashSet();
        var links = Repository.Read("deploy/prometheus/rules.yml").Split('\n').Where(line => line.Contains("runbook_url:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Contains(link.Trim().TrimEnd('"').Split('#')[1], sections));
    }

    [Fact]
    public void Names_of_routes_say_what_they_say_whatever_is_in_them()
    {
        const string Name = "or.ders \"v1\\2\" {{x}}|#";
        var yaml = new AlertRules([new RouteSlo(Name, 99.9, TimeSpan.FromSeconds(0.2), 99, 10), new RouteSlo("b", 99.9, TimeSpan.FromSeconds(0.2), 99, 10)], "r").Write();
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(yaml);
        var first = (Dictionary<object, object>)((List<object>)file["groups"][0]["rules"])[0];
        Assert.Equal(Name, ((Dictionary<object, object>)first["labels"])["route"]);
        Assert.Contains("""route=~"or\\.ders \"v1\\\\2\" \\{\\{x\\}\\}\\|#|b",""", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99.9, "vector(0.001)")]
    [InlineData(99.999, "vector(0.00001)")]
    [InlineData(90, "vector(0.1)")]
    public void A_budget_is_exactly_what_the_objective_leaves(double availability, string budget) =>
        Assert.Contains($"          {budget}\n", new AlertRules([new RouteSlo("a", availability, null, 99, 10)], "r").Write(), StringComparison.Ordinal);

    // As renderers of Markdown make it: lower case, hyphens for spaces, no punctuation.
    private static string Anchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var letter in heading["## ".Length..].ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(letter) || letter == '-') anchor.Append(letter);
            else if (letter == ' ') anchor.Append('-');
        }

        return anchor.ToString();
    }
}
