namespace Gateway.Signals;

/// <summary>Event ids 1000–1099.</summary>
internal static partial class SignalsLog
{
    [LoggerMessage(1000, LogLevel.Error, "A {Method} request failed in a way nobody foresaw.")]
    public static partial void Unexpected(this ILogger logger, Exception failure, string method);
}
