namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// How far the answer to one list query has come, where a venue gives lists in pages. It belongs to the question, not
/// to the protocol; the default is "nothing asked yet". A list of one page leaves it as it is.
/// </summary>
public struct ListPage
{
    /// <summary>Pages read so far.</summary>
    public int Number;

    /// <summary>Which of a venue's several lists is being read.</summary>
    public int Part;

    /// <summary>Where the next page begins, in the venue's own way of counting.</summary>
    public long Cursor;

    /// <summary>Rows published so far.</summary>
    public int Rows;

    /// <summary>The reply was a page and not the end: ask for the next one.</summary>
    public bool HasMore;
}
