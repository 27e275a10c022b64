namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>What a <see cref="Notice"/> is about. Letters name its fields A, B, C. Stored; append only.</summary>
public enum NoticeCode : ushort
{
    None = 0,
}
