namespace Gateway.Benchmarks.SideBySide;

/// <summary>The rows of the comparison.</summary>
internal static class EntryNames
{
    public const string Nginx = "nginx, proxy_pass";
    public const string Yarp = "plain YARP";
    public const string JwtBearer = "YARP + JwtBearer";
    public const string Textbook = "YARP + cookie + Redis tickets";
    public const string Apache = "Apache + mod_auth_openidc";
    public const string Anonymous = "gateway: anonymous";
    public const string Memory = "gateway: session from memory";
    public const string Store = "gateway: session from store";
    public const string Bearer = "gateway: bearer, cached";
}
