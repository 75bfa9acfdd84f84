using Gateway.Local.Identity;
await using var provider = await IdentityProvider.StartAsync(new IdentityProviderOptions { DataDirectory = "/tmp/localtest/identity", Url = "http://localhost:8190", AccessTokenLifetime = TimeSpan.FromSeconds(10), AcceptAnyUser = true }, default);
Console.WriteLine("up");
string? line;
while ((line = Console.ReadLine()) is not null)
{
    if (line == "stop") await provider.StopAsync(default);
    if (line == "start") await provider.StartAsync(default);
    Console.WriteLine("done " + line);
}
