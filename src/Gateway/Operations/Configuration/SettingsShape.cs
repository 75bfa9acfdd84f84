using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Gateway.Operations.Configuration;

/// <summary>
/// Holds a configuration section against the options type it will be bound to: unknown keys, values of the wrong kind and values
/// out of bounds, each with its full key. The binder itself stops at the first error and forgives unknown keys.
/// </summary>
internal static class SettingsShape
{
    public static IEnumerable<ConfigurationError> Check(IConfigurationSection section, Type type)
    {
        if (ElementOfMap(type) is { } mapped) return CheckMap(section, mapped);
        if (ElementOfList(type) is { } listed) return CheckList(section, listed);
        return IsScalar(type) ? CheckScalar(section, type) : CheckObject(section, type);
    }

    private static IEnumerable<ConfigurationError> CheckObject(IConfigurationSection section, Type type)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            yield return new(section.Path, "is a single value.", $"write an object with {Names(type)}.");
            yield break;
        }

        foreach (var child in section.GetChildren())
        {
            if (Property(type, child.Key) is not { } property)
            {
                yield return new(child.Path, "is not a setting.", $"remove it, or use one of {Names(type)}.");
                continue;
            }

            var errors = Check(child, property.PropertyType).ToList();
            foreach (var error in errors) yield return error;
            if (errors.Count == 0 && IsScalar(property.PropertyType) && child.Value is { Length: > 0 })
            {
                foreach (var error in CheckBounds(child, property)) yield return error;
            }
        }

        foreach (var property in type.GetProperties().Where(property => property.GetCustomAttribute<RequiredAttribute>() is not null))
        {
            var child = section.GetSection(property.Name);
            if (child.GetChildren().Any() || !string.IsNullOrEmpty(child.Value) || !HasNoDefault(type, property)) continue;

            // Of an object that is not there, all that it must hold is missing.
            foreach (var error in IsObject(property.PropertyType) ? CheckObject(child, property.PropertyType) : [Missing(child, property)]) yield return error;
        }
    }

    private static IEnumerable<ConfigurationError> CheckMap(IConfigurationSection section, Type element)
    {
        if (!string.IsNullOrEmpty(section.Value)) return [new(section.Path, "is a single value.", "write an object: { \"name\": … }.")];
        return section.GetChildren().SelectMany(child => Check(child, element));
    }

    private static IEnumerable<ConfigurationError> CheckList(IConfigurationSection section, Type element)
    {
        if (!string.IsNullOrEmpty(section.Value)) return [new(section.Path, $"is '{section.Value}', a single value.", "write a list: [ … ].")];
        return section.GetChildren().SelectMany(child => Check(child, element));
    }

    private static IEnumerable<ConfigurationError> CheckScalar(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any()) return [new(section.Path, "is an object or a list.", $"write a single {Kind(type)}.")];
        // The binder takes null for zero, which is not the default, and an empty text for a reason to throw.
        if (string.IsNullOrEmpty(section.Value)) return MayBeEmpty(type) ? [] : [new(section.Path, "is empty.", $"remove it, or write {Example(type)}.")];

        var target = Nullable.GetUnderlyingType(type) ?? type;
        // Enum.TryParse would take numbers, and several words at once.
        if (target.IsEnum) return Enum.GetNames(target).Contains(section.Value, StringComparer.OrdinalIgnoreCase) ? [] : [WrongKind(section, type)];
        try
        {
            TypeDescriptor.GetConverter(target).ConvertFromInvariantString(section.Value);
            // "30" would be taken for 30 days.
            return target == typeof(TimeSpan) && !section.Value.Contains(':', StringComparison.Ordinal) ? [WrongKind(section, type)] : [];
        }
        catch (Exception notConvertible) when (notConvertible is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return [WrongKind(section, type)];
        }
    }

    private static IEnumerable<ConfigurationError> CheckBounds(IConfigurationSection section, PropertyInfo property)
    {
        var target = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var value = target.IsEnum ? section.Value : TypeDescriptor.GetConverter(target).ConvertFromInvariantString(section.Value!);
        foreach (var bound in property.GetCustomAttributes<RangeAttribute>().Where(bound => !bound.IsValid(value)))
        {
            yield return new(section.Path, $"is {section.Value}, out of bounds.", $"use {bound.Minimum} to {bound.Maximum}. {SettingsDocs.Of(property)}");
        }
    }

    private static ConfigurationError Missing(IConfigurationSection section, PropertyInfo property) =>
        new(section.Path, "is missing.", $"set it: {SettingsDocs.Of(property)}");

    private static ConfigurationError WrongKind(IConfigurationSection section, Type type) =>
        new(section.Path, $"is '{section.Value}', which is no {Kind(type)}.", $"write {Example(type)}.");

    private static PropertyInfo? Property(Type type, string key) =>
        type.GetProperty(key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    private static bool HasNoDefault(Type type, PropertyInfo property) => property.GetValue(Activator.CreateInstance(type)) switch
    {
        null or "" => true,
        ICollection collection => collection.Count == 0,
        string => false,
        _ => true,
    };

    private static string Names(Type type) => string.Join(", ", type.GetProperties().Select(property => property.Name));

    private static bool MayBeEmpty(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    private static bool IsObject(Type type) => !IsScalar(type) && ElementOfMap(type) is null && ElementOfList(type) is null;

    private static bool IsScalar(Type type) => TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    private static Type? ElementOfMap(Type type) => ElementOf(type, typeof(IDictionary<,>), argument: 1);

    private static Type? ElementOfList(Type type) => type == typeof(string) ? null : ElementOf(type, typeof(IList<>), argument: 0);

    private static Type? ElementOf(Type type, Type shape, int argument) => type.GetInterfaces().Append(type)
        .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == shape)?.GetGenericArguments()[argument];

    private static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } => "known word",
        var target when target == typeof(TimeSpan) => "duration",
        var target when target == typeof(bool) => "true or false",
        var target when target == typeof(int) => "whole number",
        var target when target == typeof(double) => "number",
        _ => "text",
    };

    private static string Example(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } target => $"one of {string.Join(", ", Enum.GetNames(target))}",
        var target when target == typeof(TimeSpan) => "hours:minutes:seconds, such as 00:00:30 or 00:00:00.250",
        var target when target == typeof(bool) => "true or false",
        _ => "a number",
    };
}
