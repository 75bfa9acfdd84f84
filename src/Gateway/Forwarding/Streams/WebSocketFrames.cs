namespace Gateway.Forwarding.Streams;

/// <summary>
/// Follows one direction of a WebSocket (RFC 6455, 5.2) through reads and writes that split it anywhere: where frames end, where
/// messages end, whether a Close has gone by. It reads headers and skips payloads; it keeps and copies nothing.
/// </summary>
internal struct WebSocketFrames
{
    private const int FinBit = 0x80;
    private const int OpcodeBits = 0x0f;
    private const int MaskBit = 0x80;
    private const int LengthBits = 0x7f;
    private const int Length16 = 126;
    private const int Length64 = 127;
    private const int MaskSize = 4;
    private const int FirstControlOpcode = 8;
    private const int CloseOpcode = 8;
    private const int ShortestHeader = 2;

    private int _first;
    private int _headerSeen;
    private int _headerSize;
    private int _lengthSize;
    private ulong _payloadLeft;
    private bool _inMessage;

    /// <summary>The next byte begins a frame.</summary>
    public readonly bool BetweenFrames => _headerSeen == 0;

    /// <summary>The next byte begins a message, or a control frame between messages.</summary>
    public readonly bool BetweenMessages => BetweenFrames && !_inMessage;

    /// <summary>A Close has passed whole. It is the last frame of a direction.</summary>
    public bool CloseSeen { get; private set; }

    /// <summary>Some of a message has passed; pings, pongs and closes are none. The reader sets it back.</summary>
    public bool MessageSeen { get; set; }

    /// <summary>Takes note of bytes that pass.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[PassToFrameEnd(bytes)..];
    }

    /// <summary>Takes note of bytes that pass up to, and including, the next end of a frame or message, or of all. Returns how many.</summary>
    public int PassToEnd(ReadOnlySpan<byte> bytes, bool ofMessage)
    {
        var passed = 0;
        while (passed < bytes.Length)
        {
            passed += PassToFrameEnd(bytes[passed..]);
            if (ofMessage ? BetweenMessages : BetweenFrames) break;
        }

        return passed;
    }

    private int PassToFrameEnd(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (!HeaderIsWhole && at < bytes.Length) ReadHeader(bytes[at++]);
        if (!HeaderIsWhole) return at;

        var payload = (int)Math.Min(_payloadLeft, (ulong)(bytes.Length - at));
        _payloadLeft -= (ulong)payload;
        if (_payloadLeft == 0) EndFrame();
        return at + payload;
    }

    private readonly bool HeaderIsWhole => _headerSeen >= ShortestHeader && _headerSeen == _headerSize;

    private void ReadHeader(byte next)
    {
        switch (_headerSeen++)
        {
            case 0:
                _first = next;
                _payloadLeft = 0;
                if (Opcode < FirstControlOpcode) MessageSeen = true;
                break;

            case 1:
                var length = next & LengthBits;
                _lengthSize = length switch { Length16 => sizeof(ushort), Length64 => sizeof(ulong), _ => 0 };
                if (_lengthSize == 0) _payloadLeft = (ulong)length;
                _headerSize = ShortestHeader + _lengthSize + ((next & MaskBit) != 0 ? MaskSize : 0);
                break;

            case var index when index < ShortestHeader + _lengthSize:
                _payloadLeft = (_payloadLeft << 8) | next;
                break;

            default:
                // The mask: what it hides is of no interest here.
                break;
        }
    }

    private readonly int Opcode => _first & OpcodeBits;

    private void EndFrame()
    {
        _headerSeen = 0;
        if (Opcode == CloseOpcode) CloseSeen = true;
        if (Opcode < FirstControlOpcode) _inMessage = (_first & FinBit) == 0;
    }
}
