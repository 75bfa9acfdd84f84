using Gateway.Authentication.Tokens;
using Gateway.Frontends;
using Gateway.Redis;
using Gateway.Sessions;
using Gateway.Tests.Redis;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>Replicas that share a store and a strict provider, each of their operations a step of the explorer. The session's access token is dead.</summary>
internal sealed class RefreshModel(Explorer explorer, RefreshMeasurements measured)
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(4);

    private readonly FakeSessionStore _store = new(explorer.Time);
    private readonly List<Task> _announcements = [];
    private Replica.Lease? _lease;
    private readonly List<Replica> _replicas = [];

    public static Frontend Shop { get; } = new("shop", new FrontendOptions());

    public SessionSecret Secret { get; } = SessionSecret.Create();

    public StrictProvider Provider { get; } = new();

    public RefreshMeasurements Measured => measured;

    /// <summary>An operation may find the store away: before it happened, or with its answer lost. That many times in a run.</summary>
    public int Outages { get; set; }

    /// <summary>Writes that the store has taken.</summary>
    public int Writes { get; private set; }

    /// <summary>Replicas are paused for so long that their leases run out while they work.</summary>
    public bool LeasesRunOut { get; init; }

    /// <summary>A second step lies between an operation's effect and its answer.</summary>
    public bool AnswersTravel { get; init; }

    public async Task<Replica> AddReplicaAsync()
    {
        if (_replicas.Count == 0)
        {
            var session = Sample.Session(Secret, explorer.Time.GetUtcNow());
            session = session with { Tokens = session.Tokens with { AccessTokenExpiresAt = explorer.Time.GetUtcNow(), RefreshToken = Provider.Current } };
            Assert.Equal(SessionWrite.Written, await _store.CreateAsync(Secret, session));
        }

        var replica = new Replica(this, $"replica {_replicas.Count + 1}");
        _replicas.Add(replica);
        return replica;
    }

    public async Task<StoredSession?> InStoreAsync() => await _store.FindAsync(Secret) is SessionLookup.Found found ? found.Stored : null;

    /// <summary>Completes when every replica has been told of every end.</summary>
    public Task AnnouncedAsync() => Task.WhenAll(_announcements);

    private async Task<T> OperateAsync<T>(Replica replica, string name, Func<Task<T>> effect, T unavailable)
    {
        await explorer.StepAsync($"{replica.Name} {name}");
        if (replica.IsDead) return await Never<T>();
        var outage = Outages > 0 ? explorer.Choose("outage", 3) : 0;
        if (outage > 0) Outages--;
        var answer = outage == 1 ? unavailable : await effect();
        if (AnswersTravel) await explorer.StepAsync($"{replica.Name} hears of {name}");
        if (replica.IsDead) return await Never<T>();
        return outage == 2 ? unavailable : answer;
    }

    // What a dead process awaits.
    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    private async Task TellAsync(Replica replica)
    {
        await explorer.StepAsync($"{replica.Name} is told");
        replica.Channel.Receive($"ended {Secret.Id}");
    }

    /// <summary>One gateway process: the production protocol over its own memory.</summary>
    internal sealed class Replica : ISessionStore, IRefreshLeases, ITokenEndpoint
    {
        private readonly RefreshModel _model;
        private readonly RefreshProtocol _protocol;

        public Replica(RefreshModel model, string name)
        {
            (_model, Name) = (model, name);
            var time = model.Time;
            Channel = GatewayRedis.UnstartedChannel(time);
            var options = new SettableOptions<UserSessionOptions>(new UserSessionOptions { Remembered = 100 });
            var ends = new SessionEnds(model.Measured.Sessions, time, NullLogger<SessionEnds>.Instance, capacity: 100);
            Sessions = new RememberedSessions(this, Channel, options, ends, time);
            _protocol = new RefreshProtocol(Sessions, this, this, model.Measured.Tokens, time, NullLogger<RefreshProtocol>.Instance);
        }

        public string Name { get; }

        public InvalidationChannel Channel { get; }

        public RememberedSessions Sessions { get; }

        public bool IsDead { get; private set; }

        /// <summary>What a request does that finds the token dead.</summary>
        public async Task<RefreshResult> RefreshAsync() =>
            await _protocol.RunAsync(new RefreshCase(Shop, _model.Secret, (await _model.InStoreAsync())!));

        public Task<SessionWrite> SignOutAsync() => Sessions.EndAsync(new SessionEnd(_model.Secret.Id, "shop", SessionEndCause.User));

        /// <summary>SIGKILL at whatever step the explorer likes.</summary>
        public async Task DieAsync()
        {
            await _model.Explorer.StepAsync($"{Name} dies");
            IsDead = true;
        }

        ValueTask<SessionLookup> ISessionStore.FindAsync(SessionSecret secret) => new(_model.OperateAsync<SessionLookup>(
            this, "reads", () => _model._store.FindAsync(secret).AsTask(), new SessionLookup.Unavailable(UnavailableReason.StoreUnreachable)));

        Task<SessionWrite> ISessionStore.CreateAsync(SessionSecret secret, UserSession session) => throw new NotSupportedException();

        Task<SessionWrite> ISessionStore.ExtendAsync(UserSession session) => throw new NotSupportedException();

        Task<SessionWrite> ISessionStore.ReplaceAsync(SessionSecret secret, StoredSession read, UserSession changed) =>
            _model.OperateAsync(this, "writes", async () =>
            {
                var write = await _model._store.ReplaceAsync(secret, read, changed);
                if (write == SessionWrite.Written) _model.Writes++;
                return write;
            }, SessionWrite.Unavailable);

        Task<SessionWrite> ISessionStore.EndAsync(SessionEnd end) => EndAsync("signs out", () => _model._store.EndAsync(end));

        Task<SessionWrite> ISessionStore.EndIfUnchangedAsync(SessionEnd end, long revision) =>
            EndAsync("ends", () => _model._store.EndIfUnchangedAsync(end, revision));

        Task<LeaseAnswer> IRefreshLeases.TryTakeAsync(SessionId session) => _model.OperateAsync<LeaseAnswer>(this, "takes the lease", () =>
        {
            if (_model._lease is { HasRunOut: false }) return Task.FromResult<LeaseAnswer>(LeaseAnswer.Held.Instance);
            _model._lease = new Lease(this);
            return Task.FromResult<LeaseAnswer>(new LeaseAnswer.Taken(_model._lease));
        }, LeaseAnswer.Unavailable.Instance);

        Task<RedemptionAnswer> ITokenEndpoint.RedeemAsync(Frontend frontend, Redemption redemption) => _model.RedeemAsync(this, redemption);

        void ITokenEndpoint.Abandon(UserSession session) => _model.Provider.Revoke(session.Tokens.RefreshToken!);

        private async Task<SessionWrite> EndAsync(string name, Func<Task<SessionWrite>> end) => await _model.OperateAsync(this, name, async () =>
        {
            var write = await end();
            if (write == SessionWrite.Written) _model._announcements.AddRange(_model._replicas.Select(_model.TellAsync));
            return write;
        }, SessionWrite.Unavailable);

        /// <summary>Renewed by a holder that lives and knows of it.</summary>
        internal sealed class Lease(Replica holder) : IRefreshLease
        {
            private readonly DateTimeOffset _runsOutAt = holder._model.Time.GetUtcNow() + LeaseDuration;
            private bool _isKnown;

            public bool IsHeld => _isKnown = true;

            public bool HasRunOut => holder._model.LeasesRunOut || ((holder.IsDead || !_isKnown) && holder._model.Time.GetUtcNow() >= _runsOutAt);

            public async ValueTask DisposeAsync()
            {
                await holder._model.Explorer.StepAsync($"{holder.Name} releases");
                if (!holder.IsDead && holder._model._lease == this) holder._model._lease = null;
            }
        }
    }

    private Explorer Explorer => explorer;

    private TimeProvider Time => explorer.Time;

    private async Task<RedemptionAnswer> RedeemAsync(Replica replica, Redemption redemption)
    {
        await explorer.StepAsync($"{replica.Name} redeems");
        if (replica.IsDead) return await Never<RedemptionAnswer>();
        var answer = Provider.Redeem(redemption.RefreshToken);
        await explorer.StepAsync($"{replica.Name} hears from the provider");
        return replica.IsDead ? await Never<RedemptionAnswer>() : answer;
    }

    /// <summary>Rotates at every redemption; a token that comes twice ends the grant (RFC 9700, 4.14.2).</summary>
    internal sealed class StrictProvider
    {
        private readonly HashSet<string> _redeemed = [];
        private int _number;

        public string Current => $"refresh token {_number}";

        public int Redemptions => _redeemed.Count;

        public bool SawATokenTwice { get; private set; }

        public bool IsRevoked { get; private set; }

        public RedemptionAnswer Redeem(string refreshToken)
        {
            SawATokenTwice |= _redeemed.Contains(refreshToken);
            IsRevoked |= SawATokenTwice;
            if (IsRevoked || refreshToken != Current) return new RedemptionAnswer.Rejected("invalid_grant");
            _redeemed.Add(refreshToken);
            _number++;
            return new RedemptionAnswer.Granted(new GrantedTokens($"access token {_number}", TimeSpan.FromMinutes(10), Current, IdToken: null, Scope: null));
        }

        public void Revoke(string refreshToken) => IsRevoked |= refreshToken == Current;
    }
}
