namespace OpenSQT.Lmax.Journal;

/// <summary>What retention has done and seen, for whoever tells the operator.</summary>
/// <param name="DeletedFiles">0 = nothing was old enough.</param>
/// <param name="DeletedBytes">Of those.</param>
/// <param name="FirstEvent">The first event on record now.</param>
/// <param name="SinceNs">Engine time of the last event that is gone; 0 = the journal is whole.</param>
/// <param name="TotalBytes">What the directory takes now.</param>
/// <param name="IsShortened">The bound of bytes has deleted what the bound of days would have kept.</param>
public sealed record RetentionResult(
    int DeletedFiles, long DeletedBytes, long FirstEvent, long SinceNs, long TotalBytes, bool IsShortened);
