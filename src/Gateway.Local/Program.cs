using Gateway.Local.Demo;
await using var api = await DemoApi.StartAsync(8191, 8192, default);
await using var frontend = await DemoFrontend.StartAsync(8193, default);
Console.WriteLine(api.Address);
await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, default);
