using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Load;

/// <summary>Signs many users in, each by his own name through the provider's form.</summary>
internal static class Crowd
{
    private const int AtOnce = 8;

    public static async Task<IReadOnlyList<SignedInUser>> SignInAsync(World world, int count, string prefix = "user")
    {
        var users = new SignedInUser[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
            users[number] = await SignedInUser.SignInAsync(world, $"{prefix}-{number}"));
        return users;
    }

    /// <summary>Names of those who would have to log in again.</summary>
    public static async Task<IReadOnlyList<string>> LoggedOutAsync(IReadOnlyList<SignedInUser> users)
    {
        var lost = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (user, _) =>
        {
            if (!await user.IsSignedInAsync()) lost.Add(user.Name);
        });
        return [.. lost];
    }
}
