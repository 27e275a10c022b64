namespace OpenSQT.Lmax.Dashboard.Live;

/// <summary>One line for the operator.</summary>
/// <param name="Number">1, 2, 3, … of this run.</param>
/// <param name="TimeNs">Engine time.</param>
/// <param name="Level">info, warn or error.</param>
/// <param name="Text">Plain text, in the operator's language.</param>
public sealed record BoardNotice(long Number, long TimeNs, string Level, string Text);
