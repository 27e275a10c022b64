using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// An order or trade id of a venue, up to 128 bits. Two longs, so that it stays 8-byte aligned in a record.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 16)]
public readonly record struct VenueId(ulong Low, ulong High)
{
    public bool IsNone => Low == 0 && High == 0;

    public static VenueId From(long id) => new((ulong)id, 0);
}
