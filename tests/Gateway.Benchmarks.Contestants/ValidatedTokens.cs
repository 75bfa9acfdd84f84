using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Gateway.Benchmarks.Contestants;

/// <summary>Bearer tokens as ASP.NET Core's own handler checks them, at every request; YARP sends them on as it sends every header.</summary>
internal static class ValidatedTokens
{
    public static void AddValidatedTokens(this IServiceCollection services, ContestantOptions surroundings)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.Authority = surroundings.Authority;
            bearer.RequireHttpsMetadata = false;
            bearer.Audience = "api";
        });
        services.AddAuthorization();
    }
}
