using System.Buffers.Binary;
using CsCheck;

namespace Gateway.Tests.Forwarding.Streams;

/// <summary>One direction of a WebSocket as it goes over the wire, and where in it frames and messages end.</summary>
internal sealed record Conversation(byte[] Bytes, IReadOnlySet<int> FrameEnds, IReadOnlySet<int> MessageEnds)
{
    private const int Text = 1;
    private const int Ping = 9;
    private const int Close = 8;

    // Around every change of the length's coding (RFC 6455, 5.2).
    private static readonly Gen<int> Length = Gen.Frequency(
        (6, Gen.Int[0, 40]), (2, Gen.Int[124, 128]), (1, Gen.Int[65_534, 65_538]));

    private static readonly Gen<(bool Masked, int Length, bool PingBefore)[]> Fragments = Gen.Select(Gen.Bool, Length, Gen.Bool).Array[1, 3];

    public static Gen<Conversation> Any { get; } = Fragments.Array[1, 4].Select(Of);

    public int NextMessageEnd(int from) => MessageEnds.Where(end => end >= from).DefaultIfEmpty(-1).Min();

    public static Conversation WithClose(Conversation conversation) =>
        conversation with { Bytes = [.. conversation.Bytes, .. Frame(Close, final: true, masked: false, 2)] };

    public static byte[] Frame(int opcode, bool final, bool masked, int length)
    {
        var bytes = new List<byte> { (byte)((final ? 0x80 : 0) | opcode) };
        var mask = masked ? 0x80 : 0;
        var coded = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(coded, (ulong)length);
        switch (length)
        {
            case < 126:
                bytes.Add((byte)(mask | length));
                break;
            case <= ushort.MaxValue:
                bytes.Add((byte)(mask | 126));
                bytes.AddRange(coded[6..]);
                break;
            default:
                bytes.Add((byte)(mask | 127));
                bytes.AddRange(coded);
                break;
        }

        if (masked) bytes.AddRange([0x88, 0x12, 0x7f, 0xff]);
        // Payload that looks like headers of frames.
        bytes.AddRange(Enumerable.Range(0, length).Select(at => (byte)(at % 3 == 0 ? 0x81 : 0x7f)));
        return [.. bytes];
    }

    private static Conversation Of((bool Masked, int Length, bool PingBefore)[][] messages)
    {
        var (bytes, frames, ends) = (new List<byte>(), new HashSet<int> { 0 }, new HashSet<int> { 0 });
        foreach (var fragments in messages)
        {
            for (var at = 0; at < fragments.Length; at++)
            {
                var fragment = fragments[at];
                if (fragment.PingBefore)
                {
                    bytes.AddRange(Frame(Ping, final: true, fragment.Masked, length: at));
                    frames.Add(bytes.Count);
                    if (at == 0) ends.Add(bytes.Count);
                }

                bytes.AddRange(Frame(at == 0 ? Text : 0, final: at == fragments.Length - 1, fragment.Masked, fragment.Length));
                frames.Add(bytes.Count);
            }

            ends.Add(bytes.Count);
        }

        return new Conversation([.. bytes], frames, ends);
    }
}
