using Gateway.Benchmarks.Reports;
using Gateway.Benchmarks.SideBySide;
using Xunit;

namespace Gateway.Tests.Benchmarks;

public sealed class VerdictTests
{
    private static readonly Dictionary<string, SideBySideRow> Good = new[]
    {
        Row(EntryNames.Yarp, 1), Row(EntryNames.Textbook, 2.5), Row(EntryNames.Apache, 9),
        Row(EntryNames.Memory, 1.1), Row(EntryNames.Store, 1.5) with { RoundTrips = Exactly(1) }, Row(EntryNames.Bearer, 1.15),
    }.ToDictionary(row => row.Name);

    [Fact]
    public void What_keeps_to_every_line_has_met_all_but_the_stretch() =>
        Assert.Equal(["1 stretch: CPU"], NotMet(Good.Values));

    [Theory]
    [InlineData(EntryNames.Memory, 1.16, "1 session from memory: CPU")]
    [InlineData(EntryNames.Bearer, 1.16, "3 bearer, cached: CPU")]
    [InlineData(EntryNames.Store, 1.61, "2 session from store: CPU")]
    [InlineData(EntryNames.Textbook, 2.0, "2 session from store: extra CPU")]
    [InlineData(EntryNames.Textbook, 1.45, "4 every authenticated mode: CPU")]
    [InlineData(EntryNames.Apache, 1.45, "4 every authenticated mode: CPU")]
    public void What_costs_too_much_has_not_met_its_line(string entry, double toYarp, string line) =>
        Assert.Contains(line, NotMet(With(Row(entry, toYarp) with { RoundTrips = Good[entry].RoundTrips })));

    [Fact]
    public void A_second_round_trip_and_a_late_answer_are_seen()
    {
        Assert.Contains("2 session from store: Redis round trips", NotMet(With(Good[EntryNames.Store] with { RoundTrips = Exactly(2) })));
        Assert.Contains("1 session from memory: p99 at 1,000/s", NotMet(With(Good[EntryNames.Memory] with { Paced = Load(p99: 3.5) })));
    }

    [Fact]
    public void What_was_not_measured_is_not_met() =>
        Assert.Contains("4 every authenticated mode: CPU", NotMet(Good.Values.Where(row => row.Name != EntryNames.Apache)));

    private static Dictionary<string, SideBySideRow>.ValueCollection With(SideBySideRow changed) => new Dictionary<string, SideBySideRow>(Good) { [changed.Name] = changed }.Values;

    private static IEnumerable<string> NotMet(IEnumerable<SideBySideRow> rows) =>
        Verdict.On([.. rows]).Where(verdict => !verdict.IsMet).Select(verdict => verdict.Line);

    private static SideBySideRow Row(string name, double toYarp) => new(
        name, Exactly(40 * toYarp), Exactly(toYarp), Exactly(3 * toYarp), null, Exactly(0), Exactly(0), Exactly(0), Load(3), Exactly(300 * toYarp), Load(2), 100);

    private static SpreadOfLoad Load(double p99) => new(Exactly(1000), Exactly(1), Exactly(p99));

    private static Spread Exactly(double value) => new(value, value, value);
}
