using System.Diagnostics;

namespace Gateway.JourneyTests.Cost;

/// <summary>Bytes a process allocates for one request of a kind, once it is warm.</summary>
/// <param name="http">Whose connections are used.</param>
/// <param name="allocated">What the process has allocated so far, by its own account.</param>
internal sealed class Allocations(HttpClient http, Func<Task<double>> allocated)
{
    private const int Requests = 4_000;
    private const int AtOnce = 8;
    private const int MostRounds = 12;

    // Between rounds of a process whose code the JIT is done with: what its own heartbeats add, more on a busy machine.
    private const double Unrest = 64;

    /// <param name="address">What is asked for.</param>
    /// <param name="header">Who asks.</param>
    public async Task<double> OfAsync(Uri address, (string Name, string Value)? header)
    {
        var last = double.MaxValue;
        for (var round = 0; round < MostRounds; round++)
        {
            var each = await RoundAsync(address, header);
            if (Math.Abs(each - last) <= Unrest) return Math.Min(each, last);
            last = each;
        }

        throw new UnreachableException($"After {MostRounds} rounds {address} still takes {last:0} bytes a request at one time and others at another.");
    }

    private async Task<double> RoundAsync(Uri address, (string Name, string Value)? header)
    {
        // To be asked allocates too: how much, two questions in a row tell.
        var first = await allocated();
        var before = await allocated();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => AskAsync(address, header)));
        return (await allocated() - before - (before - first)) / Requests;
    }

    private async Task AskAsync(Uri address, (string Name, string Value)? header)
    {
        for (var request = 0; request < Requests / AtOnce; request++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, address);
            if (header is { } who) message.Headers.TryAddWithoutValidation(who.Name, who.Value);
            using var answer = await http.SendAsync(message);
            answer.EnsureSuccessStatusCode();
        }
    }
}
