using System.Collections;
using System.Reflection;
using System.Text;
using Gateway.Forwarding;
using Gateway.Operations.Configuration;

namespace Gateway.Tests.Readme;

/// <summary>The README's table of settings, made from the options types: key, default, doc line.</summary>
internal static class SettingsTable
{
    public static string Write()
    {
        var table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        foreach (var row in Rows(typeof(GatewayOptions), "Gateway")) table.Append(row);
        foreach (var row in Rows(typeof(RouteGatewayOptions), "ReverseProxy:Routes:{route}:Gateway")) table.Append(row);
        foreach (var row in Rows(typeof(ClusterGatewayOptions), "ReverseProxy:Clusters:{cluster}:Gateway")) table.Append(row);
        return table.ToString();
    }

    private static IEnumerable<string> Rows(Type type, string key)
    {
        var defaults = Activator.CreateInstance(type);
        foreach (var property in type.GetProperties())
        {
            var (nested, segment) = Nested(property.PropertyType);
            if (nested is not null)
            {
                foreach (var row in Rows(nested, $"{key}:{property.Name}{segment}")) yield return row;
            }
            else
            {
                yield return $"| `{key}:{property.Name}` | {Default(property.GetValue(defaults))} | {SettingsDocs.Of(property)} |\n";
            }
        }
    }

    private static (Type? Type, string Segment) Nested(Type type)
    {
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        {
            var value = type.GetGenericArguments()[1];
            return IsOurs(value) ? (value, ":{name}") : (null, "");
        }

        return IsOurs(type) && type.IsClass ? (type, "") : (null, "");
    }

    private static bool IsOurs(Type type) => type.Assembly == typeof(GatewayOptions).Assembly;

    private static string Default(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        IEnumerable => "",
        IFormattable formattable => $"`{formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };
}
