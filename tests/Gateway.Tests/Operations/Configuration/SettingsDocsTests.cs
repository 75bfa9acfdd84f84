using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Gateway.Forwarding;
using Gateway.Operations.Configuration;
using Xunit;

namespace Gateway.Tests.Operations.Configuration;

/// <summary>Every setting says what it means, and the bounds it names are the bounds it has.</summary>
public sealed partial class SettingsDocsTests
{
    private static readonly Dictionary<string, TimeSpan> Units = new()
    {
        ["millisecond"] = TimeSpan.FromMilliseconds(1),
        ["second"] = TimeSpan.FromSeconds(1),
        ["minute"] = TimeSpan.FromMinutes(1),
        ["hour"] = TimeSpan.FromHours(1),
        ["day"] = TimeSpan.FromDays(1),
    };

    public static TheoryData<string> Settings() => [.. AllSettings().Select(Name)];

    public static TheoryData<string> BoundedSettings() => [.. AllSettings().Where(property => property.GetCustomAttribute<RangeAttribute>() is not null).Select(Name)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_has_a_doc_line(string setting)
    {
        var doc = SettingsDocs.Of(Find(setting));
        Assert.True(doc.Length > 10, $"{setting} has no doc line.");
        Assert.EndsWith(".", doc, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BoundedSettings))]
    public void The_bounds_a_doc_line_names_are_the_settings_bounds(string setting)
    {
        var (property, doc) = (Find(setting), SettingsDocs.Of(Find(setting)));
        var range = property.GetCustomAttribute<RangeAttribute>()!;
        Assert.True(range.IsValid(property.GetValue(Activator.CreateInstance(property.DeclaringType!))), $"{setting}'s default is out of its bounds.");

        var bounds = Bounds().Match(doc);
        Assert.True(bounds.Success, $"{setting}: its doc line names no bounds: {doc}");
        var isTime = range.OperandType == typeof(TimeSpan);
        Assert.Equal(Written(range.Minimum, isTime), Read(bounds.Groups["min"].Value, bounds.Groups["minUnit"].Value, bounds.Groups["maxUnit"].Value, isTime));
        Assert.Equal(Written(range.Maximum, isTime), Read(bounds.Groups["max"].Value, bounds.Groups["maxUnit"].Value, bounds.Groups["maxUnit"].Value, isTime));
    }

    private static double Written(object bound, bool isTime) =>
        isTime ? TimeSpan.Parse($"{bound}", CultureInfo.InvariantCulture).TotalMilliseconds : Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static double Read(string number, string unit, string unitOfBoth, bool isTime)
    {
        var value = double.Parse(number, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (!isTime) return value;
        if (value == 0) return 0;
        var named = unit.Length > 0 ? unit : unitOfBoth;
        return value * Units[named.TrimEnd('s')].TotalMilliseconds;
    }

    private static IEnumerable<PropertyInfo> AllSettings() =>
        new[] { typeof(GatewayOptions), typeof(RouteGatewayOptions), typeof(ClusterGatewayOptions) }.SelectMany(root => Walk(root, [])).Distinct();

    private static IEnumerable<PropertyInfo> Walk(Type type, HashSet<Type> seen)
    {
        if (type.Namespace?.StartsWith("Gateway", StringComparison.Ordinal) != true || type.IsEnum || !seen.Add(type)) yield break;
        foreach (var property in type.GetProperties())
        {
            yield return property;
            foreach (var inner in new[] { property.PropertyType }.Concat(property.PropertyType.GenericTypeArguments).SelectMany(nested => Walk(nested, seen))) yield return inner;
        }
    }

    private static string Name(PropertyInfo property) => $"{property.DeclaringType!.FullName}.{property.Name}";

    private static PropertyInfo Find(string setting) => AllSettings().Single(property => Name(property) == setting);

    [GeneratedRegex(@"(?<![\w.])(?<min>[\d.,]*\d)( (?<minUnit>\w+))?( \([^)]*\))? to (?<max>[\d.,]*\d)( (?<maxUnit>(millisecond|second|minute|hour|day)s?))?", RegexOptions.CultureInvariant)]
    private static partial Regex Bounds();
}
