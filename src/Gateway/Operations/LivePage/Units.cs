using System.Globalization;

namespace Gateway.Operations.LivePage;

/// <summary>Figures as people read them: three digits and a unit.</summary>
internal static class Units
{
    /// <summary>What stands where there is nothing to measure.</summary>
    public const string None = "–";

    private const int ShortCommit = 9;

    public static string Duration(TimeSpan duration) => duration.TotalMilliseconds switch
    {
        < 0 => $"−{Duration(-duration)}",
        0 => None,
        < 1 => Text($"{duration.TotalMilliseconds:0.00} ms"),
        < 10 => Text($"{duration.TotalMilliseconds:0.0} ms"),
        < 1000 => Text($"{duration.TotalMilliseconds:0} ms"),
        < 10_000 => Text($"{duration.TotalSeconds:0.00} s"),
        _ => Text($"{duration.TotalSeconds:0.0} s"),
    };

    public static string Rate(double perSecond) => perSecond switch
    {
        0 => "0 /s",
        < 10 => Text($"{perSecond:0.0} /s"),
        _ => Text($"{perSecond:#,0} /s"),
    };

    public static string Share(double share) => share switch
    {
        0 => "0 %",
        < 0.001 => "< 0.1 %",
        < 0.1 => Text($"{share * 100:0.0} %"),
        _ => Text($"{share * 100:0} %"),
    };

    public static string Count(long count) => Text($"{count:#,0}");

    /// <summary>How long ago, or for how long, in one or two units.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalMinutes: < 1 } => Text($"{age.Seconds} s"),
        { TotalHours: < 1 } => Text($"{age.Minutes} min {age.Seconds} s"),
        { TotalDays: < 1 } => Text($"{age.Hours} h {age.Minutes} min"),
        _ => Text($"{(int)age.TotalDays} d {age.Hours} h"),
    };

    public static string Moment(DateTimeOffset at) => Text($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    public static string Short(string commit) => commit.Length > ShortCommit ? commit[..ShortCommit] : commit;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
