"""Screenshots: a picture in, the message that it shows out. Needs the extra `ocr`; nothing is stored.

PictureError            what is wrong with a picture; `problem` names it for the page's words
  + BusyError           too many pictures wait
  + NoReaderError       the extra is not installed
"""

from api.pictures.errors import BusyError, NoReaderError, PictureError
from api.pictures.picture import Picture
from api.pictures.reader import PictureReader, is_installed

__all__ = ["BusyError", "NoReaderError", "Picture", "PictureError", "PictureReader", "is_installed"]
