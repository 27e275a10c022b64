namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>The header lines of a reply (each ended by CR LF), one after the other.</summary>
internal ref struct HeaderLines(ReadOnlySpan<byte> lines)
{
    private ReadOnlySpan<byte> _rest = lines;

    public bool TryNext(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        int end = _rest.IndexOf("\r\n"u8);
        if (end < 0) return false;
        ReadOnlySpan<byte> line = _rest[..end];
        _rest = _rest[(end + 2)..];
        int colon = line.IndexOf((byte)':');
        name = colon < 0 ? line : line[..colon];
        value = colon < 0 ? default : line[(colon + 1)..].Trim((byte)' ');
        return true;
    }
}
