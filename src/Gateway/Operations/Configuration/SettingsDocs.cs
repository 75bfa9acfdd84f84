using System.Reflection;
using System.Xml.Linq;

namespace Gateway.Operations.Configuration;

/// <summary>A setting's own doc line, from the XML documentation shipped beside the program: meaning, unit and bounds, written once.</summary>
internal static class SettingsDocs
{
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(Read);

    public static string Of(PropertyInfo property) =>
        Summaries.Value.GetValueOrDefault($"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}", "");

    private static Dictionary<string, string> Read()
    {
        var path = Path.ChangeExtension(typeof(SettingsDocs).Assembly.Location, ".xml");
        if (!File.Exists(path)) return [];
        return XDocument.Load(path).Descendants("member")
            .Where(member => member.Attribute("name")?.Value.StartsWith("P:", StringComparison.Ordinal) == true)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")));
    }

    private static string Text(XElement? summary) =>
        summary is null ? "" : string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
