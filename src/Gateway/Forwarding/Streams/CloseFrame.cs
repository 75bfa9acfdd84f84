using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gateway.Sessions.Streams;

namespace Gateway.Forwarding.Streams;

/// <summary>The Close frame (RFC 6455, 5.5.1) that says why; the codes are those of its section 7.4 and of IANA's registry.</summary>
internal static class CloseFrame
{
    private const byte FinalClose = 0x88;
    private const byte Masked = 0x80;
    private const int MaskSize = 4;

    private static readonly byte[] SessionEnded = Payload(1008, "session ended");
    private static readonly byte[] SessionUnknown = Payload(1013, "session cannot be checked");
    private static readonly byte[] TokenEnded = Payload(1008, "token ended");
    private static readonly byte[] GoingAway = Payload(1001, "going away");

    /// <summary>As a server sends it.</summary>
    public static byte[] ToClient(StreamEnd why)
    {
        var payload = PayloadOf(why);
        return [FinalClose, (byte)payload.Length, .. payload];
    }

    /// <summary>As a client sends it: masked, with a key nobody can foresee (5.3).</summary>
    public static byte[] ToServer(StreamEnd why)
    {
        var payload = PayloadOf(why);
        var mask = RandomNumberGenerator.GetBytes(MaskSize);
        return [FinalClose, (byte)(Masked | payload.Length), .. mask, .. payload.Select((octet, at) => (byte)(octet ^ mask[at % MaskSize]))];
    }

    private static byte[] PayloadOf(StreamEnd why) => why switch
    {
        StreamEnd.SessionEnded => SessionEnded,
        StreamEnd.SessionUnknown => SessionUnknown,
        StreamEnd.GoingAway => GoingAway,
        StreamEnd.TokenEnded => TokenEnded,
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "An end without a code."),
    };

    private static byte[] Payload(ushort code, string reason)
    {
        var payload = new byte[sizeof(ushort) + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        Encoding.ASCII.GetBytes(reason, payload.AsSpan(sizeof(ushort)));
        return payload;
    }
}
