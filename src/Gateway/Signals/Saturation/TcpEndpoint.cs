using System.Buffers.Binary;
using System.Net;

namespace Gateway.Signals.Saturation;

/// <summary>
/// Address and port as plain numbers, so that fifty thousand of them can be looked up without allocating. IPv4 is held as mapped
/// IPv6 (RFC 4291, 2.5.5.2): a dual-mode socket to an IPv4 address appears in the kernel's tables in that form.
/// </summary>
internal readonly record struct TcpEndpoint(ulong High, ulong Low, int Port)
{
    private const ulong Mapped = 0x0000_FFFF_0000_0000;

    public static TcpEndpoint Of(IPEndPoint endpoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        endpoint.Address.TryWriteBytes(bytes, out var length);
        return Of(bytes[..length], endpoint.Port);
    }

    /// <param name="address">4 or 16 bytes in network order.</param>
    /// <param name="port">The port.</param>
    public static TcpEndpoint Of(ReadOnlySpan<byte> address, int port) => address.Length == 4
        ? new(0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(address), port)
        : new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), port);
}
