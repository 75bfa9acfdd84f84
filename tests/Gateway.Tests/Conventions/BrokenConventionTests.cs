using Xunit;

namespace Gateway.Tests.Conventions;

/// <summary>A convention that cannot fail protects nothing: each is shown bad examples.</summary>
public sealed class BrokenConventionTests
{
    [Theory]
    [InlineData("Sessions/A.cs", "using Gateway.Forwarding;", "Sessions must not know Forwarding")]
    [InlineData("Sessions/A.cs", "using Gateway.Authentication;", "Sessions must not know Authentication")]
    [InlineData("Authentication/A.cs", "using static Gateway.Forwarding.Routes;", "Authentication must not know Forwarding")]
    [InlineData("Redis/A.cs", "var x = new Gateway.Sessions.SessionId();", "Redis must not know Sessions")]
    [InlineData("Redis/A.cs", "var x = global::Gateway.Frontends.Frontend.None;", "Redis must not know Frontends")]
    [InlineData("Signals/A.cs", "using S = Gateway.Sessions.SessionId;", "Signals must not know Sessions")]
    [InlineData("Forwarding/A.cs", "using Gateway.Operations;", "Forwarding must not know Operations")]
    [InlineData("Rollout/A.cs", "using Gateway.Operations;", "Rollout must not know Operations")]
    [InlineData("Stores/A.cs", "class A;", "'Stores' is no feature")]
    public void A_dependency_the_wrong_way_is_caught(string path, string text, string problem) =>
        Assert.Contains(Dependencies.Problems(new SourceFile(path, text)), found => found.EndsWith(problem, StringComparison.Ordinal) || found.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("Sessions/A.cs", "using Gateway.Redis;\nusing Gateway.Signals;\nusing Gateway.Frontends;")]
    [InlineData("Sessions/A.cs", "// see Gateway.Forwarding\nvar text = \"Gateway.Forwarding\"; /* Gateway.Operations */")]
    [InlineData("Sessions/A.cs", "using My.Gateway.Forwarding;")]
    [InlineData("Operations/A.cs", "using Gateway.Forwarding;\nusing Gateway.Rollout;")]
    [InlineData("Program.cs", "using Gateway.Operations;")]
    public void A_dependency_the_right_way_is_not(string path, string text) => Assert.Empty(Dependencies.Problems(new SourceFile(path, text)));

    [Theory]
    [InlineData("Sessions/Helpers/A.cs", "class A;", "Helpers has no subject")]
    [InlineData("Sessions/utils/A.cs", "class A;", "utils has no subject")]
    [InlineData("Sessions/A.cs", "internal sealed class SessionManager;", "SessionManager says nothing")]
    [InlineData("Sessions/A.cs", "record TokenService(int X);", "TokenService says nothing")]
    [InlineData("Sessions/A.cs", "interface IStoreBase { }", "IStoreBase says nothing")]
    [InlineData("Sessions/A.cs", "class DefaultStore;", "DefaultStore says nothing")]
    [InlineData("Sessions/A.cs", "class SessionOptions;", "SessionOptions is a name of ASP.NET Core")]
    [InlineData("Sessions/A.cs", "record struct RouteOptions;", "RouteOptions is a name of ASP.NET Core")]
    [InlineData("Sessions/A.cs", "namespace Gateway.Redis;", "its namespace is not its folder")]
    public void A_bad_name_is_caught(string path, string text, string problem) =>
        Assert.Contains(Names.Problems(new SourceFile(path, text)), found => found.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData(250, false)]
    [InlineData(251, true)]
    public void A_file_of_two_subjects_is_caught(int lines, bool caught)
    {
        var text = "namespace Gateway.Sessions;" + string.Concat(Enumerable.Repeat("\n//", lines - 1)) + "\n";
        Assert.Equal(caught, Names.Problems(new SourceFile("Sessions/A.cs", text)).Any());
    }

    [Theory]
    [InlineData("Sessions/SessionLog.cs", "[LoggerMessage(1100, A)]", "1100 is outside 1200–1299")]
    [InlineData("Sessions/SessionLog.cs", "[LoggerMessage(EventId = 1300, A)]", "1300 is outside 1200–1299")]
    [InlineData("Sessions/SessionLog.cs", "[LoggerMessage(1200, A)]\n[LoggerMessage(1200, A)]", "1200 is used 2 times")]
    [InlineData("Sessions/SessionLog.cs", "[LoggerMessage(LogLevel.Warning, A)]", "without an event id")]
    [InlineData("Sessions/SessionStore.cs", "[LoggerMessage(1201, A)]", "belong in Sessions's Log.cs")]
    public void A_bad_event_id_is_caught(string path, string text, string problem) =>
        Assert.Contains(EventIds.Problems([new SourceFile(path, text)]), found => found.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_second_log_file_of_a_feature_is_caught() =>
        Assert.Contains(
            EventIds.Problems([new SourceFile("Redis/RedisLog.cs", "[LoggerMessage(1500, A)]"), new SourceFile("Redis/MoreLog.cs", "[LoggerMessage(1501, A)]")]),
            problem => problem.StartsWith("Redis: 2 files", StringComparison.Ordinal));
}
