using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Forwarding;

/// <summary>Endpoint metadata: how much a body may hold is the upstream's to say; it passes through unbuffered.</summary>
internal sealed class UnlimitedRequestBody : IRequestSizeLimitMetadata
{
    public static readonly UnlimitedRequestBody Instance = new();

    public long? MaxRequestBodySize => null;
}
