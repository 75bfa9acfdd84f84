using Xunit;

namespace Gateway.Tests.Conventions;

public sealed class ConventionTests
{
    private static readonly IReadOnlyList<SourceFile> Product = SourceFile.All(Repository.PathOf("src/Gateway"));

    [Fact]
    public void The_product_is_found() => Assert.Contains(Product, file => file.Path == "Program.cs");

    [Fact]
    public void Features_depend_one_way() => Assert.Empty(Product.SelectMany(Dependencies.Problems));

    [Fact]
    public void Files_are_short_and_names_say_something() => Assert.Empty(Product.SelectMany(file => Names.Problems(file)));

    [Fact]
    public void Every_log_message_has_an_id_of_its_features_block() => Assert.Empty(EventIds.Problems(Product));

    [Theory]
    [InlineData("src/Gateway.Local")]
    [InlineData("tests/Gateway.Tests")]
    [InlineData("tests/Gateway.Benchmarks")]
    [InlineData("tests/Gateway.Benchmarks.Contestants")]
    [InlineData("tests/Gateway.JourneyTests")]
    public void Other_projects_keep_to_size_and_names_too(string path) =>
        Assert.Empty(SourceFile.All(Repository.PathOf(path)).SelectMany(file => Names.Problems(file, Path.GetFileName(path))));

    [Fact]
    public void The_top_of_the_tree_has_four_folders()
    {
        // What git ignores may lie there too.
        string[] allowed = ["src", "tests", "deploy", ".ci", ".git", "artifacts", "TestResults"];
        var folders = Directory.EnumerateDirectories(Repository.Root).Select(Path.GetFileName);
        Assert.Empty(folders.Except(allowed));
    }
}
