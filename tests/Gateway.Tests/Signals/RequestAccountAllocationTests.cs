using Gateway.Signals;
using Xunit;

namespace Gateway.Tests.Signals;

/// <summary>Every request has an account of its time. It is one object; that recording it adds nothing is shown where it is recorded.</summary>
public sealed class RequestAccountAllocationTests
{
    private const int MostBytes = 256;

    [Fact]
    public void A_requests_account_is_one_object_from_its_first_stage_to_its_last()
    {
        var each = AllocatedBytes.Each(() =>
        {
            var signals = new RequestSignals(TimeProvider.System);
            foreach (var stage in Stages.All) signals.Enter(stage);
            signals.Close();
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{each:0.0} bytes for a request's account.");
        Assert.InRange(each, 0, MostBytes);
    }
}
