namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>
/// Puts the two sides of each request together. The gateway's figures come with the answer; where there was none (a time-out, a
/// connection refused or reset), its access log is waited for, since either log may be written first. All memory is bounded: whoever is pushed out
/// is compared with what is known.
/// </summary>
/// <param name="patience">How long the gateway's side of a request is waited for; zero where no access log is read.</param>
/// <param name="metrics">Where it is counted.</param>
/// <param name="routes">The last minute.</param>
/// <param name="time">The clock.</param>
internal sealed class Comparison(TimeSpan patience, ObserverMetrics metrics, ObservedRoutes routes, TimeProvider time)
{
    private const int Most = 20_000;

    private readonly Lock _turn = new();
    private readonly Awaited<BalancerRequest> _requests = new(Most);
    private readonly Awaited<GatewaysWord> _words = new(Most);

    public void Take(LogLine line)
    {
        lock (_turn)
        {
            switch (line)
            {
                case LogLine.OfBalancer { Request: var request }: Take(request); break;
                case LogLine.OfGateway { Id: var id, Word: var word }: Take(id, word); break;
                case LogLine.Notice or LogLine.Malformed: break;
                default: throw new ArgumentOutOfRangeException(nameof(line), line, "A line without a meaning.");
            }
        }
    }

    /// <summary>Gives up on what was waited for long enough.</summary>
    public void GiveUp()
    {
        lock (_turn)
        {
            foreach (var request in _requests.Older(patience, time)) Compare(request, null);
            // Most are of requests whose figures came with their answer.
            _words.Older(patience, time);
        }
    }

    private void Take(BalancerRequest request)
    {
        if (request.Word is null && request.ReachedGateway && patience > TimeSpan.Zero && request.Id is { } id)
        {
            if (_words.Remove(id) is { } word) Compare(request, word);
            else if (_requests.Add(id, request, time.GetTimestamp()) is { } pushedOut) Compare(pushedOut, null);
        }
        else
        {
            Compare(request, request.Word);
        }
    }

    private void Take(string id, GatewaysWord word)
    {
        if (_requests.Remove(id) is { } request) Compare(request, word);
        else _words.Add(id, word, time.GetTimestamp());
    }

    private void Compare(BalancerRequest request, GatewaysWord? word)
    {
        var route = routes.Bounded(word?.Route);
        var duration = word is { IsStream: true } || request.Code == StatusCodes.Status101SwitchingProtocols ? request.ToHeaders ?? request.Total : request.Total;
        metrics.Timed(route, duration);

        TimeSpan? delta = null;
        if (request.ToHeaders is { } balancers && word?.ToHeaders is { } gateways)
        {
            // The two clocks tick alike, but nginx counts whole milliseconds: a request faster than one can come out below zero.
            delta = balancers > gateways ? balancers - gateways : TimeSpan.Zero;
            metrics.Differed(route, delta.Value);
        }

        var disagrees = request.Code != word?.Code && !(word is null && request.ClientLeft);
        if (disagrees) metrics.Disagreed(ObserverMetrics.Name(request.Code), ObserverMetrics.Name(word?.Code));
        routes.Add(route, duration, delta, disagrees);
    }
}
