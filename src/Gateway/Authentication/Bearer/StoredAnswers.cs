using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Bearer;

/// <summary>
/// Introspection answers shared by all replicas: one that was just rolled out serves known tokens without asking the provider, so a
/// deployment is no stampede. A store that fails only means that the provider is asked.
/// </summary>
internal sealed class StoredAnswers(IDistributedCache store, IOptions<KeyOptions> keys, TimeProvider time, ILogger<StoredAnswers> logger)
{
    public async Task<IntrospectionAnswer?> FindAsync(TokenKey key, string token)
    {
        var name = key.ToStoreName();
        var box = await TryAsync(() => store.GetAsync(name));
        if (box is null || AnswerSeal.Open(token, keys.Value.Secret, name, box) is not { } plain) return null;

        var answer = JsonSerializer.Deserialize<IntrospectionAnswer>(plain)!;
        // Another replica's clock may be ahead; that must not make the answer younger than it is.
        var now = time.GetUtcNow();
        return answer.SaidAt > now ? answer with { SaidAt = now } : answer;
    }

    public Task PutAsync(TokenKey key, string token, IntrospectionAnswer answer, TimeSpan lifetime)
    {
        var name = key.ToStoreName();
        var box = AnswerSeal.Seal(token, keys.Value.Secret, name, JsonSerializer.SerializeToUtf8Bytes(answer));
        return TryAsync(() => store.SetAsync(name, box, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime }));
    }

    public Task RemoveAsync(TokenKey key) => TryAsync(() => store.RemoveAsync(key.ToStoreName()));

    private Task<byte[]?> TryAsync(Func<Task> act) => TryAsync(async () =>
    {
        await act();
        return null;
    });

    private async Task<byte[]?> TryAsync(Func<Task<byte[]?>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception failure)
        {
            logger.AnswersUnavailable(failure.GetType().Name);
            return null;
        }
    }
}
