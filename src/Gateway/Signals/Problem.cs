using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Signals;

/// <summary>Answers that are errors: RFC 9457 problem documents with an <c>owner</c>, never cached, without any secret.</summary>
internal static class Problem
{
    private const int RetryAfterSeconds = 1;

    public static Task WriteProblemAsync(this HttpContext context, int status, Owner owner, string detail)
    {
        context.Signals()?.OwnedBy(owner);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";

        var problem = new ProblemDetails
        {
            Type = $"https://www.rfc-editor.org/rfc/rfc9110#status.{status}",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Extensions = { ["owner"] = owner.ToTag(), ["traceId"] = context.TraceId() },
        };
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json");
    }
}
