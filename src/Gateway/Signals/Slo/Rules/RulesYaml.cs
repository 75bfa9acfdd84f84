using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Signals.Slo.Rules;

/// <summary>Writes a Prometheus rules file. Texts are JSON strings, which are YAML too (YAML 1.2, 1.3); expressions keep their lines.</summary>
internal static class RulesYaml
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(string comment, IEnumerable<RuleGroup> groups)
    {
        var yaml = new StringBuilder();
        foreach (var line in comment.Split('\n')) yaml.Append($"# {line}\n");
        yaml.Append("groups:\n");
        foreach (var group in groups)
        {
            yaml.Append($"  - name: {group.Name}\n");
            if (group.Interval is not null) yaml.Append($"    interval: {group.Interval}\n");
            yaml.Append("    rules:\n");
            foreach (var rule in group.Rules) Append(yaml, rule);
        }

        return yaml.ToString();
    }

    private static void Append(StringBuilder yaml, Rule rule)
    {
        yaml.Append($"      - {rule.Kind}: {rule.Name}\n        expr: |-\n");
        foreach (var line in rule.Expression.Split('\n')) yaml.Append($"          {line}\n");
        Append(yaml, "labels", rule.Labels);
        Append(yaml, "annotations", rule.Annotations);
    }

    private static void Append(StringBuilder yaml, string kind, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        if (texts.Count == 0) return;
        yaml.Append($"        {kind}:\n");
        foreach (var (name, text) in texts) yaml.Append($"          {name}: {JsonSerializer.Serialize(text, Readable)}\n");
    }
}
