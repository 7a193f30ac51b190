"""Forms with files, kept in memory: nothing that is sent touches the disk."""

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from api.pictures.errors import MAX_BYTES

MAX_FIELDS = 10
# A picture, what a form says of it, and the other fields.
MAX_UPLOAD = MAX_BYTES + 128 * 1024


async def upload_of(request: Request, max_files: int = 1) -> FormData:
    """The fields of a multipart form. Raises `HTTPException` where it cannot be read."""
    parser = MultiPartParser(request.headers, request.stream(), max_files=max_files, max_fields=MAX_FIELDS)
    # The parser would write a larger file to the disk.
    parser.spool_max_size = MAX_UPLOAD
    try:
        return await parser.parse()
    except (MultiPartException, KeyError):
        raise HTTPException(400) from None


async def file_of(request: Request, name: str) -> bytes:
    """The bytes of the file in a multipart form, b"" for none. Raises `HTTPException` where it cannot be read."""
    fields = await upload_of(request)
    try:
        return await bytes_in(fields, name)
    finally:
        await fields.close()


async def bytes_in(fields: FormData, name: str) -> bytes:
    """The bytes of the file in the fields of a form, b"" for none."""
    sent = fields.get(name)
    return b"" if sent is None or isinstance(sent, str) else await sent.read()
