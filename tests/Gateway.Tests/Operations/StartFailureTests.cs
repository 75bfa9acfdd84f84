using Gateway.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gateway.Tests.Operations;

/// <summary>What the process says of its end to whoever started it.</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_part_that_failed_in_the_background_is_no_success(bool fails, int code)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IHostedService>(provider => new Part(provider.GetRequiredService<IHostApplicationLifetime>(), fails));
        await using var app = builder.Build();
        Assert.Equal(code, await app.RunToEndAsync());
    }

    private sealed class Part(IHostApplicationLifetime lifetime, bool fails) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            // Once all has begun: a part that fails before stops the start, which is another story.
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            if (fails) throw new InvalidOperationException();
            lifetime.StopApplication();
        }
    }
}
