namespace Gateway.Authentication.Tokens;

/// <summary>Orders in this replica's memory while nothing better can be had: few, and gone with the replica.</summary>
internal sealed class KeptOrders
{
    private const int Most = 1_000;

    private readonly Lock _gate = new();
    private readonly List<(RevocationOrder Order, DateTimeOffset DueAt)> _orders = [];

    public int Count
    {
        get
        {
            lock (_gate) return _orders.Count;
        }
    }

    /// <summary>False when there are too many.</summary>
    public bool TryKeep(RevocationOrder order, DateTimeOffset dueAt)
    {
        lock (_gate)
        {
            if (_orders.Count >= Most) return false;
            _orders.Add((order, dueAt));
            return true;
        }
    }

    public IReadOnlyList<RevocationOrder> TakeDue(DateTimeOffset now)
    {
        lock (_gate)
        {
            List<RevocationOrder> due = [.. _orders.Where(kept => kept.DueAt <= now).Select(kept => kept.Order)];
            _orders.RemoveAll(kept => kept.DueAt <= now);
            return due;
        }
    }
}
