// In modules Jest gives itself to who imports it, and other runners know no such import.
import { jest } from '@jest/globals'

globalThis.jest = jest
