using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Gateway.Authentication;

/// <summary>
/// Wraps the ring in Redis and remembers what it held: a store that lost its data gets the keys back from any replica that
/// knows them, so that logins begun at one replica still end at another.
/// </summary>
internal sealed class RememberedKeyRing(IXmlRepository stored) : IXmlRepository
{
    private readonly ConcurrentDictionary<string, XElement> _known = new(StringComparer.Ordinal);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var elements = stored.GetAllElements().ToList();
        var there = elements.Select(Remember).ToHashSet();
        foreach (var (id, lost) in _known.Where(known => !there.Contains(known.Key)))
        {
            stored.StoreElement(lost, id);
            elements.Add(lost);
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        stored.StoreElement(element, friendlyName);
        Remember(element);
    }

    private string Remember(XElement element)
    {
        var id = element.Attribute("id")?.Value ?? element.ToString(SaveOptions.DisableFormatting);
        _known.TryAdd(id, element);
        return id;
    }
}
