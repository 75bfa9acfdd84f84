using Gateway.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Sessions;

public sealed class FakeSessionStoreTests : SessionStoreContract
{
    private readonly FakeTimeProvider _time = new(Sample.Noon);

    private protected override DateTimeOffset Now => _time.GetUtcNow();

    private protected override Task<ISessionStore> StoreAsync() => Task.FromResult<ISessionStore>(new FakeSessionStore(_time, IdleTimeout));
}
