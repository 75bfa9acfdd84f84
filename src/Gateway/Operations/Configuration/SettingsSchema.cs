using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Forwarding;

namespace Gateway.Operations.Configuration;

/// <summary>
/// The JSON schema (2020-12) of the gateway's settings, for completion and checks in editors. Made from the options types, so
/// names, bounds, defaults and doc lines are written in one place.
/// </summary>
internal static class SettingsSchema
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    public static string Write() => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Settings of the session-state reliability gateway",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["ConnectionStrings"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["Redis"] = new JsonObject { ["type"] = "string", ["description"] = "StackExchange.Redis syntax, such as localhost:6379." },
                },
            },
            [GatewayOptions.Section] = Export(typeof(GatewayOptions)),
            [ReverseProxySection.Key] = new JsonObject
            {
                ["description"] = "YARP's own section; the gateway's settings of a route or cluster sit inside it.",
                ["properties"] = new JsonObject
                {
                    ["Routes"] = EachWithGatewayBlock(typeof(RouteGatewayOptions)),
                    ["Clusters"] = EachWithGatewayBlock(typeof(ClusterGatewayOptions)),
                },
            },
        },
    }.ToJsonString(Json) + "\n";

    private static JsonObject EachWithGatewayBlock(Type options) => new()
    {
        ["additionalProperties"] = new JsonObject { ["properties"] = new JsonObject { ["Gateway"] = Export(options) } },
    };

    private static JsonNode Export(Type options) => Json.GetJsonSchemaAsNode(options, Exporter);

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node || context.PropertyInfo?.AttributeProvider is not PropertyInfo property) return schema;

        if (SettingsDocs.Of(property) is { Length: > 0 } doc) node["description"] = doc;
        if (property.GetCustomAttribute<RangeAttribute>() is { Minimum: int or double } range)
        {
            node["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, System.Globalization.CultureInfo.InvariantCulture));
            node["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, System.Globalization.CultureInfo.InvariantCulture));
        }

        return node;
    }
}
