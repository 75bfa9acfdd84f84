using System.Globalization;

namespace Gateway.Local.Identity;

/// <summary>Who can sign in. The password is the name: nothing is hashed, because nothing here is secret and tests sign in by the thousand.</summary>
internal sealed class Accounts(bool acceptAnyUser)
{
    private static readonly string[] Known = ["alice", "bob"];

    public Account? Find(string username, string password)
    {
        var name = username.Trim();
        var accepted = name.Length is > 0 and <= 100 && name == password && (acceptAnyUser || Known.Contains(name));
        return accepted ? new Account(name) : null;
    }
}

/// <param name="Subject">Identifier and user name at once.</param>
internal sealed record Account(string Subject)
{
    public string DisplayName => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Subject);

    public string Email => Subject + "@example.com";
}
