using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Signals;

/// <summary>
/// Attribute values that a client or an upstream could make up, brought down to known ones: a made-up value would be a new time
/// series each. The word for the rest is OpenTelemetry's (semantic conventions, HTTP: <c>_OTHER</c>).
/// </summary>
internal static class BoundedNames
{
    public const string Other = "_OTHER";

    /// <summary>A request that reached no route.</summary>
    public const string Unmatched = "unmatched";

    /// <summary>The client left before there was a status. Not registered; nginx's word for it.</summary>
    public const int ClientClosedRequest = StatusCodes.Status499ClientClosedRequest;

    private const int FirstCode = 100;
    private const int LastCode = 599;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", Other];
    private static readonly string?[] Codes = [.. Enumerable.Range(FirstCode, LastCode - FirstCode + 1).Select(NameOf)];

    /// <summary>A registered method (RFC 9110, 9; RFC 5789), in its one spelling.</summary>
    public static string Method(string method) => Methods[MethodIndex(method)];

    /// <summary>A small number for each value of <see cref="Method"/>.</summary>
    public static int MethodIndex(string method)
    {
        for (var known = 0; known < Methods.Length - 1; known++)
        {
            if (string.Equals(Methods[known], method, StringComparison.OrdinalIgnoreCase)) return known;
        }

        return Methods.Length - 1;
    }

    public static string MethodAt(int index) => Methods[index];

    /// <summary>A status code that has a meaning; <see cref="Other"/> for one an upstream made up.</summary>
    public static string Code(int code) => code is >= FirstCode and <= LastCode ? Codes[code - FirstCode] ?? Other : Other;

    /// <summary>A code that has a meaning; one number for all others.</summary>
    public static int KnownCode(int code) => code is >= FirstCode and <= LastCode && Codes[code - FirstCode] is not null ? code : 0;

    private static string? NameOf(int code) => code == ClientClosedRequest || ReasonPhrases.GetReasonPhrase(code).Length > 0 ? $"{code}" : null;
}
