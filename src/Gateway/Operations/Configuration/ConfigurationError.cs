namespace Gateway.Operations.Configuration;

/// <summary>One thing wrong with the settings: where, what, and how to mend it. Never holds the value of a secret.</summary>
internal sealed record ConfigurationError(string Key, string Problem, string Fix)
{
    public override string ToString() => $"{Key}: {Problem} Fix: {Fix}";

    public static string List(IReadOnlyCollection<ConfigurationError> errors) =>
        string.Join('\n', errors.OrderBy(error => error.Key, StringComparer.Ordinal).Select(error => $"  {error}"));
}
