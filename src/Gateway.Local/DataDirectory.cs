using System.Security.Cryptography;

namespace Gateway.Local;

/// <summary>The folder of what outlives the stack, held against a second stack: two stores on the same files would ruin them.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Store => Folder("store");

    public string Identity => Folder("identity");

    /// <exception cref="StackStartException">Another stack uses the folder.</exception>
    public static DataDirectory Open(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            return new DataDirectory(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new StackStartException($"Another local stack uses {path}: stop it, or choose another folder with --data.");
        }
    }

    /// <summary>What the gateways protect their key ring with: made once, the same for every replica of every start.</summary>
    public string KeysSecret()
    {
        var file = System.IO.Path.Combine(Path, "gateway-keys-secret");
        if (!File.Exists(file))
        {
            File.WriteAllText(file + ".new", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            File.Move(file + ".new", file);
        }

        return File.ReadAllText(file);
    }

    public void Dispose() => _lock.Dispose();

    private string Folder(string name) => System.IO.Path.Combine(Path, name);
}
