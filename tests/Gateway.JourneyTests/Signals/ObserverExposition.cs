namespace Gateway.JourneyTests.Signals;

internal sealed partial class Exposition
{
    /// <summary>What any address says, as Prometheus would read it.</summary>
    public static async Task<Exposition> OfAsync(Uri address)
    {
        using var http = new HttpClient();
        return new Exposition(await http.GetStringAsync(address));
    }
}
