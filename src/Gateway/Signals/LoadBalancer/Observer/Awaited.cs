namespace Gateway.Signals.LoadBalancer.Observer;

/// <summary>One side of requests whose other side has not come yet, oldest first, and never more than so many. For one caller at a time.</summary>
internal sealed class Awaited<T>(int most)
    where T : class
{
    private readonly Dictionary<string, LinkedListNode<Waiting>> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<Waiting> _byAge = new();

    /// <summary>Keeps it; returns the one that had to go for it, if any: the one of the same id, or the oldest.</summary>
    public T? Add(string id, T item, long now)
    {
        var pushedOut = Remove(id) ?? (_byAge.Count == most ? Remove(_byAge.First!.Value.Id) : null);
        _byId.Add(id, _byAge.AddLast(new Waiting(id, item, now)));
        return pushedOut;
    }

    public T? Remove(string id)
    {
        if (!_byId.Remove(id, out var node)) return null;
        _byAge.Remove(node);
        return node.Value.Item;
    }

    /// <summary>Takes out what has waited this long.</summary>
    public IReadOnlyList<T> Older(TimeSpan age, TimeProvider time)
    {
        List<T> older = [];
        while (_byAge.First is { Value: var oldest } && time.GetElapsedTime(oldest.Since) >= age && Remove(oldest.Id) is { } item) older.Add(item);
        return older;
    }

    private sealed record Waiting(string Id, T Item, long Since);
}
