namespace Gateway.Local.Hosting;

/// <summary>The stack's HTML pages: files in the source, embedded so that they are found wherever the stack was built.</summary>
internal static class EmbeddedPage
{
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The page {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
